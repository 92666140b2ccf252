-- Grain: one AP placement (tiers 2 and 3) or outreach episode (tier 1).
create temp table stg_placements as
select
    placement_id,
    pupil_id,
    tier,
    start_date,
    planned_end_date,
    end_date,
    coalesce(end_date, date '2999-12-31') as open_to,
    coalesce(end_reason, 'not_known') as end_reason,
    provider_id,
    enrolment_status,
    full_time,
    home_school_urn,
    nc_year,
    -- The year group on the last day: one more for each September passed since the start.
    try_cast(nc_year as integer)
    + case when extract(month from end_date) >= 9 then 1 else 0 end
    + extract(year from end_date)
    - extract(year from start_date)
    - case when extract(month from start_date) >= 9 then 1 else 0 end as year_group_at_end,
    sex,
    sen_provision,
    home_district,
    coalesce(area_of_district.area, 'z') as home_area,
    weekly_cost,
    pupil_view_recorded_on,
    sessions_possible,
    sessions_absent
from placements
left join area_of_district on area_of_district.district = placements.home_district
