-- Grain: one period, with the school days of each month and term.
create table release.periods as
with counted as (
    select
        days.time_period,
        days.time_identifier,
        count(*) as school_days
    from school_days
    inner join days using (day)
    group by days.time_period, days.time_identifier
),

-- Where only the autumn's term dates are loaded, a spring month without days is not known.
whole_years as (
    select time_period
    from calendar
    group by time_period
    having count(distinct term) = 3
)

select
    periods.*,
    case
        when periods.kind not in ('month', 'term') then null
        when whole_years.time_period is null then counted.school_days
        else coalesce(counted.school_days, 0)
    end as school_days
from periods
left join counted
    on
        counted.time_period = periods.time_period
        and counted.time_identifier = periods.time_identifier
left join whole_years on whole_years.time_period = periods.time_period
