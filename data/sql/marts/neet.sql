-- Grain: one cell of young people in one month. By home district.
with cells as (
    select
        neet_months.*,
        placed_in_ap or has_ap_characteristic as after_ap,
        coalesce(group_name not in ('Custody', 'Not school-leaving age'), true) as in_cohort
    from neet_months
)

select
    periods.time_period,
    periods.time_identifier,
    cells.home_area as district,
    cells.sex,
    cells.sen_provision,
    cast(null as ubigint) as child,
    young_people as cohort,
    case when group_name = 'NEET' then young_people else 0 end as neet,
    case when group_name = 'Not known' then young_people else 0 end as not_known,
    case when group_name in ('NEET', 'Not known') then young_people else 0 end as neet_not_known,
    case when coalesce(group_name, '') not in ('NEET') then young_people else 0 end as not_neet,
    case when coalesce(group_name, '') not in ('Not known') then young_people else 0 end as known,
    case when coalesce(group_name, '') not in ('NEET', 'Not known') then young_people else 0 end
        as neither,
    case when after_ap then young_people else 0 end as ap_cohort,
    case when after_ap and group_name in ('NEET', 'Not known') then young_people else 0 end
        as ap_neet_not_known,
    case
        when after_ap and coalesce(group_name, '') not in ('NEET', 'Not known') then young_people
        else 0
    end as ap_neither,
    case when linked then young_people else 0 end as linked
from cells
inner join periods on periods.first_day = cells.month
where in_cohort and periods.kind = 'month'
