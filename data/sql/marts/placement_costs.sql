-- Grain: one placement or outreach episode in the academic year it started in. By home district.
-- Real terms are prices of the latest financial year in the deflators.
with latest as (
    select deflator as latest_deflator
    from deflators
    order by financial_year desc
    limit 1
),

priced as (
    select
        days.time_period,
        days.time_identifier,
        stg_placements.*,
        stg_providers.setting,
        latest.latest_deflator / deflators.deflator as to_latest_prices
    from stg_placements
    inner join days on days.day = stg_placements.start_date
    left join stg_providers on stg_providers.provider_id = stg_placements.provider_id
    left join deflators
        on
            deflators.financial_year
            = extract(year from stg_placements.start_date)
            - case when extract(month from stg_placements.start_date) < 4 then 1 else 0 end
    left join latest on true
    where days.time_identifier = 'Academic year'
)

select
    time_period,
    time_identifier,
    home_area as district,
    tier,
    setting,
    pupil_id as child,
    1 as placements,
    cast(weekly_cost is not null as integer) as with_cost,
    cast(weekly_cost is null as integer) as without_cost,
    coalesce(weekly_cost, 0) as cost,
    cast(weekly_cost is not null and to_latest_prices is not null as integer) as with_real_cost,
    coalesce(weekly_cost * to_latest_prices, 0) as real_cost,
    case when weekly_cost is not null then provider_id end as distinct_providers
from priced
