-- Grain: one day in one period it falls in.
create temp table days as
select
    cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day,
    time_period,
    cast(time_identifier as period_name) as time_identifier,
    academic_year
from periods
where academic_year is not null
