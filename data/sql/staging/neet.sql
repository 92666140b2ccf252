-- Grain: one young person of academic age 16 or 17 in one month.
create temp view stg_neet as
select
    young_person_id,
    pupil_id,
    month,
    activity_code,
    list_contains(characteristic_codes, '200') as has_ap_characteristic,
    sex,
    sen_provision,
    case
        when home_district is null then 'z'
        when home_district in (select code from own_districts) then home_district
        else 'x'
    end as home_area
from neet
where academic_age in (16, 17)
