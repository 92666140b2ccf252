-- Grain: one child placed (tiers 2 and 3) in one academic year, by its latest placement started
-- there. By home district.
with latest as (
    select
        days.time_period,
        days.time_identifier,
        stg_placements.*,
        stg_providers.district as provider_district,
        stg_providers.setting,
        row_number() over (
            partition by stg_placements.pupil_id, days.time_period
            order by
                stg_placements.start_date desc,
                stg_placements.open_to desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as nth
    from stg_placements
    inner join days on days.day = stg_placements.start_date
    left join stg_providers on stg_providers.provider_id = stg_placements.provider_id
    where
        stg_placements.tier in ('2', '3')
        and days.time_identifier = 'Academic year'
)

select
    time_period,
    time_identifier,
    home_area as district,
    tier,
    setting,
    sex,
    sen_provision,
    nc_year,
    pupil_id as child,
    1 as children,
    cast(home_district is not null and provider_district is not null as integer) as both_known,
    cast(coalesce(home_district = provider_district, false) as integer) as in_home_district,
    cast(coalesce(home_district != provider_district, false) as integer) as elsewhere
from latest
where nth = 1
