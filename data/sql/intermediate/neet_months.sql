-- Grain: one month by home district, sex, SEN provision, activity and link to AP: a cell of
-- young people, each of whom stands once in a month.
create temp table neet_months as
select
    stg_neet.month,
    stg_neet.home_area,
    stg_neet.sex,
    stg_neet.sen_provision,
    activities.group_name,
    stg_neet.has_ap_characteristic,
    coalesce(ap_pupils.first_placed <= last_day(stg_neet.month), false) as placed_in_ap,
    stg_neet.pupil_id is not null as linked,
    count(*) as young_people
from stg_neet
left join activities
    on
        activities.code = stg_neet.activity_code
        and stg_neet.month between activities.valid_from and activities.valid_to
left join ap_pupils on ap_pupils.pupil_id = stg_neet.pupil_id
group by all
