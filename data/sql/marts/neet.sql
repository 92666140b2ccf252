-- Grain: one cell of young people in one month. By home district. Each stands once in a month, so
-- that the children behind a count are the count itself.
with cells as (
    select
        neet_months.*,
        placed_in_ap or has_ap_characteristic as after_ap,
        coalesce(group_name not in ('Custody', 'Not school-leaving age'), true) as in_cohort
    from neet_months
),

counts as (
    select
        periods.time_period,
        periods.time_identifier,
        cells.home_area as district,
        cells.sex,
        cells.sen_provision,
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
)

select
    *,
    cohort as cohort_children,
    neet as neet_children,
    not_known as not_known_children,
    neet_not_known as neet_not_known_children,
    not_neet as not_neet_children,
    known as known_children,
    neither as neither_children,
    ap_cohort as ap_cohort_children,
    ap_neet_not_known as ap_neet_not_known_children,
    ap_neither as ap_neither_children,
    linked as linked_children
from counts
