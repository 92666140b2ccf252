-- Grain: one child starting tier 1 support in one academic year, by its first start there. By
-- home district.
with starts as (
    select
        days.time_period,
        days.time_identifier,
        stg_placements.*,
        row_number() over (
            partition by stg_placements.pupil_id, days.time_period, days.time_identifier
            order by
                stg_placements.start_date,
                stg_placements.open_to desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as nth
    from stg_placements
    inner join days on days.day = stg_placements.start_date
    where
        stg_placements.tier = '1'
        and stg_placements.pupil_id is not null
        and days.time_identifier = 'Academic year'
),

excluded as (
    select distinct starts.placement_id
    from starts
    inner join stg_exclusions on stg_exclusions.pupil_id = starts.pupil_id
    where
        stg_exclusions.is_permanent
        and stg_exclusions.status not in ('withdrawn', 'overturned')
        and stg_exclusions.start_date > starts.start_date
        and stg_exclusions.start_date <= starts.start_date + interval 12 month
)

select
    starts.time_period,
    starts.time_identifier,
    starts.home_area as district,
    starts.sex,
    starts.sen_provision,
    starts.nc_year,
    starts.pupil_id as child,
    1 as children,
    cast(excluded.placement_id is null as integer) as not_excluded,
    cast(excluded.placement_id is not null as integer) as excluded
from starts
left join excluded on excluded.placement_id = starts.placement_id
where starts.nth = 1
