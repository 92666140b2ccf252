-- Grain: one tier 2 or 3 placement in one period it started in. By home district.
with final as (
    select
        days.time_period,
        days.time_identifier,
        stg_placements.*,
        stg_providers.setting,
        coalesce(
            stg_placements.pupil_view_recorded_on
            between stg_placements.start_date and stg_placements.start_date + 30,
            false
        ) as view_recorded,
        coalesce(
            stg_providers.framework_from <= stg_placements.start_date
            and coalesce(stg_providers.framework_to, date '2999-12-31') >= stg_placements.start_date
            and len(
                list_filter(
                    stg_providers.quality_assured_dates,
                    lambda day:
                    day between stg_placements.start_date - interval 12 month
                    and stg_placements.start_date
                )
            ) > 0,
            false
        ) as on_framework
    from stg_placements
    inner join days on days.day = stg_placements.start_date
    left join stg_providers on stg_providers.provider_id = stg_placements.provider_id
    where stg_placements.tier in ('2', '3')
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
    1 as placements,
    cast(view_recorded as integer) as view_recorded,
    cast(not view_recorded as integer) as view_not_recorded,
    cast(on_framework as integer) as on_framework,
    cast(not on_framework as integer) as not_on_framework,
    cast(tier = '2' as integer) as tier_2,
    cast(tier = '2' and planned_end_date is null as integer) as tier_2_without_plan,
    cast(tier = '2' and planned_end_date is not null as integer) as tier_2_with_plan,
    case when sessions_absent is not null then coalesce(sessions_possible, 0) else 0 end
        as sessions_possible,
    case when sessions_possible is not null then coalesce(sessions_absent, 0) else 0 end
        as sessions_absent,
    cast(sessions_possible > 0 and sessions_absent is not null as integer) as with_sessions,
    cast(
        coalesce(sessions_possible > 0 and 2 * sessions_absent >= sessions_possible, false)
        as integer
    ) as severely_absent,
    cast(
        coalesce(sessions_possible > 0 and 2 * sessions_absent < sessions_possible, false)
        as integer
    ) as not_severely_absent
from final
