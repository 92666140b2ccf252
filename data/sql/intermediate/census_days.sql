-- Grain: one census day that has come, for its term and, in spring, for its academic year.
create temp table census_days as
select
    time_period,
    term as time_identifier,
    census_day
from calendar
where census_day <= $as_at_placements
union all
select
    time_period,
    'Academic year' as time_identifier,
    census_day
from calendar
where term = 'Spring term' and census_day <= $as_at_placements
