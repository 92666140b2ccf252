-- Grain: one placement, outreach or home tuition episode with a cost in one financial year or
-- quarter it ran in. By home district. Weeks are days over seven.
with episodes as (
    select
        pupil_id,
        start_date,
        least(open_to, $as_at_placements) as to_day,
        weekly_cost,
        home_area,
        tier
    from stg_placements
    where weekly_cost is not null
    union all
    select
        pupil_id,
        start_date,
        least(open_to, $as_at_home_tuition) as to_day,
        weekly_cost,
        home_area,
        'Home tuition' as tier
    from stg_home_tuition
    where weekly_cost is not null
)

select
    periods.time_period,
    periods.time_identifier,
    episodes.home_area as district,
    episodes.tier,
    episodes.pupil_id as child,
    episodes.weekly_cost
    * (
        least(episodes.to_day, periods.last_day)
        - greatest(episodes.start_date, periods.first_day)
        + 1
    )
    / 7.0 as committed
from episodes
inner join periods
    on episodes.start_date <= periods.last_day and episodes.to_day >= periods.first_day
where
    periods.time_identifier like 'Financial year%'
    -- A start after the as-at date has committed nothing yet.
    and episodes.start_date <= episodes.to_day
