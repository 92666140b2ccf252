-- Grain: one headcount cell of DfE's scope (primary, secondary, special), by school district.
create temp table headcounts as
select
    stg_pupils.time_period,
    cast('Academic year' as period_name) as time_identifier,
    stg_schools.district,
    stg_schools.phase,
    stg_pupils.school_urn as school,
    stg_pupils.nc_year,
    stg_pupils.sex,
    stg_pupils.sen_provision,
    stg_pupils.fsm_eligible,
    stg_pupils.ethnicity_group,
    stg_pupils.headcount
from stg_pupils
inner join stg_schools
    on
        stg_schools.school_urn = stg_pupils.school_urn
        and make_date(stg_pupils.time_period // 100 + 1, 1, 16)
        between stg_schools.found_from and stg_schools.found_to
where stg_schools.phase is not null
