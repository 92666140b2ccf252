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
    coalesce(area_of_district.area, 'z') as home_area
from neet
left join area_of_district on area_of_district.district = neet.home_district
where academic_age in (16, 17)
