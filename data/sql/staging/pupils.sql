-- Grain: one January headcount cell.
create temp view stg_pupils as
select
    time_period,
    school_urn,
    nc_year,
    sex,
    sen_provision,
    fsm_eligible,
    ethnicity_group,
    case
        when home_district is null then 'z'
        when home_district in (select code from own_districts) then home_district
        else 'x'
    end as home_area,
    headcount
from pupils
