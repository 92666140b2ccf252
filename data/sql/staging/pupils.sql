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
    coalesce(area_of_district.area, 'z') as home_area,
    headcount
from pupils
left join area_of_district on area_of_district.district = pupils.home_district
