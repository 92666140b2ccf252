-- Grain: one young person by home district, sex and SEN provision over December to February,
-- with the months of each kind. Only winters with all three months count.
create table neet_winters as
with ap_pupils as (
    select
        pupil_id,
        min(start_date) as first_placed
    from stg_placements
    where tier in ('2', '3')
    group by pupil_id
),

activities as (
    select
        code,
        group_name,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '2999-12-31') as valid_to
    from codes
    where code_set = 'activity_code'
),

winters as (
    select extract(year from month + interval 1 month) as time_period
    from stg_neet
    where extract(month from month) in (12, 1, 2)
    group by time_period
    having count(distinct month) = 3
),

in_winter as (
    select
        extract(year from month + interval 1 month) as time_period,
        stg_neet.*,
        activities.group_name,
        coalesce(ap_pupils.first_placed <= last_day(stg_neet.month), false)
        or stg_neet.has_ap_characteristic as after_ap
    from stg_neet
    left join activities
        on
            activities.code = stg_neet.activity_code
            and stg_neet.month between activities.valid_from and activities.valid_to
    left join ap_pupils on ap_pupils.pupil_id = stg_neet.pupil_id
    where extract(month from month) in (12, 1, 2)
)

select
    cast(in_winter.time_period as integer) as time_period,
    young_person_id,
    home_area,
    sex,
    sen_provision,
    cast(sum(case when in_cohort then 1 else 0 end) as integer) as cohort,
    cast(sum(case when in_cohort and group_name = 'NEET' then 1 else 0 end) as integer) as neet,
    cast(sum(case when in_cohort and group_name = 'Not known' then 1 else 0 end) as integer)
        as not_known,
    cast(sum(case when in_cohort and after_ap then 1 else 0 end) as integer) as ap_cohort,
    cast(
        sum(case when in_cohort and after_ap and group_name in ('NEET', 'Not known') then 1 else 0 end)
        as integer
    ) as ap_neet_not_known,
    cast(sum(case when in_cohort and pupil_id is not null then 1 else 0 end) as integer) as linked
from (
    select
        *,
        coalesce(group_name not in ('Custody', 'Not school-leaving age'), true) as in_cohort
    from in_winter
) as in_winter
inner join winters on winters.time_period = in_winter.time_period
group by all
