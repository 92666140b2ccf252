-- Grain: one day of a year the calendar covers, with the sixth school day of an exclusion that
-- starts on it. Day 1 is the first school day on or after the start.
create temp table sixth_days as
with starts as (
    select days.day
    from days
    where
        days.time_identifier = 'Academic year'
        and days.time_period in (select time_period from calendar)
),

first_school_days as (
    select
        starts.day,
        min(school_days.number) as number
    from starts
    inner join school_days on school_days.day between starts.day and starts.day + 70
    group by starts.day
)

select
    first_school_days.day as start_date,
    sixth.day as sixth_day
from first_school_days
inner join school_days as sixth on sixth.number = first_school_days.number + 5
-- A year missing from the calendar must not stretch six days over it.
where sixth.day <= first_school_days.day + 70
