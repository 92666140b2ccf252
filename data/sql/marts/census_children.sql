-- Grain: one AP placement or outreach episode open on a census day, children only. By home
-- district. The year's census day is the spring term's.
with census_days as (
    select
        time_period,
        term as time_identifier,
        census_day
    from calendar
    where census_day is not null
    union all
    select
        time_period,
        'Academic year' as time_identifier,
        census_day
    from calendar
    where term = 'Spring term' and census_day is not null
)

select
    census_days.time_period,
    census_days.time_identifier,
    stg_placements.home_area as district,
    stg_placements.tier,
    stg_placements.sex,
    stg_placements.sen_provision,
    stg_placements.nc_year,
    stg_placements.pupil_id as child,
    1 as once_children,
    cast(
        coalesce(
            stg_placements.tier in ('2', '3')
            and stg_placements.full_time
            and stg_placements.enrolment_status = 'C',
            false
        ) as integer
    ) as once_full_time_children
from stg_placements
inner join census_days
    on census_days.census_day between stg_placements.start_date and stg_placements.open_to
where
    stg_placements.pupil_id is not null
    and census_days.census_day <= $as_at_placements
