-- Grain: one child in one tier on a census day, in the district its newest placement gives: a
-- child in two tiers is in both.
with placed as (
    select
        census_days.time_period,
        census_days.time_identifier,
        stg_placements.*,
        first_value(stg_placements.home_area) over (
            partition by
                stg_placements.pupil_id, census_days.time_period, census_days.time_identifier
            order by
                stg_placements.start_date desc,
                stg_placements.open_to desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as child_area
    from stg_placements
    inner join census_days
        on census_days.census_day between stg_placements.start_date and stg_placements.open_to
    where stg_placements.pupil_id is not null
)

select
    time_period,
    time_identifier,
    child_area as district,
    tier,
    pupil_id as child,
    1 as children,
    max(cast(coalesce(tier in ('2', '3') and full_time and enrolment_status = 'C', false) as integer))
        as full_time_children
from placed
group by
    time_period,
    time_identifier,
    child_area,
    tier,
    pupil_id
