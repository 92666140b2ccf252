-- Grain: one home tuition episode open at one month end.
create temp table tuition_months as
select
    periods.time_period,
    periods.time_identifier,
    periods.last_day,
    stg_home_tuition.*,
    sum(stg_home_tuition.hours_per_week) over (
        partition by stg_home_tuition.pupil_id, periods.last_day
    ) as hours_of_child,
    row_number() over (
        partition by stg_home_tuition.pupil_id, periods.last_day
        order by
            stg_home_tuition.start_date desc,
            stg_home_tuition.open_to desc,
            coalesce(stg_home_tuition.provider_id, ''),
            stg_home_tuition.episode_id
    ) as nth
from stg_home_tuition
inner join periods
    on periods.last_day between stg_home_tuition.start_date and stg_home_tuition.open_to
where
    periods.kind = 'month'
    and periods.last_day <= $as_at_home_tuition
