-- Grain: one home tuition episode.
create temp table stg_home_tuition as
select
    episode_id,
    pupil_id,
    start_date,
    end_date,
    coalesce(end_date, date '2999-12-31') as open_to,
    coalesce(end_reason, 'not_known') as end_reason,
    reason,
    hours_per_week,
    full_time,
    review_dates,
    provider_id,
    weekly_cost,
    nc_year,
    sex,
    sen_provision,
    coalesce(area_of_district.area, 'z') as home_area
from home_tuition
left join area_of_district on area_of_district.district = home_tuition.home_district
