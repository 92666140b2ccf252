-- Grain: one suspension, permanent exclusion or lunchtime exclusion.
create temp table stg_exclusions as
select
    exclusion_id,
    pupil_id,
    school_urn,
    start_date,
    status_date,
    nc_year,
    sex,
    sen_provision,
    fsm_eligible,
    ethnicity_group,
    coalesce(area_of_district.area, 'z') as home_area,
    category = 'PERM' as is_permanent,
    category = 'SUSP' and status not in ('withdrawn', 'overturned') as is_suspension,
    category = 'LNCH' and status not in ('withdrawn', 'overturned') as is_lunchtime,
    status,
    [reason_1, reason_2, reason_3] as reasons
from exclusions
left join area_of_district on area_of_district.district = exclusions.home_district
