-- Grain: one headcount cell of DfE's scope (primary, secondary, special), by school district.
create table headcounts as
with census as (
    select
        time_period,
        school_urn,
        nc_year,
        sex,
        sen_provision,
        fsm_eligible,
        ethnicity_group,
        sum(headcount) as headcount
    from stg_pupils
    group by all
)

select
    census.time_period,
    'Academic year' as time_identifier,
    stg_schools.district,
    stg_schools.phase,
    stg_schools.school_name || ' (' || census.school_urn || ')' as school,
    census.nc_year,
    census.sex,
    census.sen_provision,
    census.fsm_eligible,
    census.ethnicity_group,
    census.headcount
from census
inner join stg_schools
    on
        stg_schools.school_urn = census.school_urn
        and make_date(census.time_period // 100 + 1, 1, 16)
        between stg_schools.found_from and stg_schools.found_to
where stg_schools.phase is not null
