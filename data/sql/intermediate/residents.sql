-- Grain: one headcount cell of all pupils on roll, by home district.
create temp table residents as
select
    time_period,
    cast('Academic year' as period_name) as time_identifier,
    home_area as district,
    nc_year,
    sex,
    sen_provision,
    sum(headcount) as headcount
from stg_pupils
group by all
