-- Grain: one school day of the calendar extract, numbered over the years.
create temp table school_days as
with term_days as (
    select
        time_period,
        cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day,
        non_school_days
    from calendar
)

select
    time_period,
    day,
    row_number() over (order by day) as number
from term_days
where
    extract(isodow from day) <= 5
    and not list_contains(coalesce(non_school_days, []), day)
