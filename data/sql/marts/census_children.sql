-- Grain: one child in AP or outreach on a census day, as its newest placement says. By home
-- district. The year's census day is the spring term's.
with placed as (
    select
        census_days.time_period,
        census_days.time_identifier,
        stg_placements.*,
        max(
            cast(
                coalesce(
                    stg_placements.tier in ('2', '3')
                    and stg_placements.full_time
                    and stg_placements.enrolment_status = 'C',
                    false
                ) as integer
            )
        ) over (
            partition by
                stg_placements.pupil_id, census_days.time_period, census_days.time_identifier
        ) as full_time_child,
        row_number() over (
            partition by
                stg_placements.pupil_id, census_days.time_period, census_days.time_identifier
            order by
                stg_placements.start_date desc,
                stg_placements.open_to desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as nth
    from stg_placements
    inner join census_days
        on census_days.census_day between stg_placements.start_date and stg_placements.open_to
    where stg_placements.pupil_id is not null
)

select
    time_period,
    time_identifier,
    home_area as district,
    sex,
    sen_provision,
    nc_year,
    pupil_id as child,
    1 as children,
    full_time_child as full_time_children
from placed
where nth = 1
