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
    case
        when home_district is null then 'z'
        when home_district in (select code from own_districts) then home_district
        else 'x'
    end as home_area
from home_tuition
