-- Grain: one tier 2 or 3 placement or home tuition episode in one period it ended in. By home
-- district.
with ended as (
    select
        placement_id as id,
        pupil_id,
        end_date,
        end_reason,
        tier,
        year_group_at_end,
        sex,
        sen_provision,
        nc_year,
        home_area
    from stg_placements
    where tier in ('2', '3') and end_date is not null
    union all
    select
        episode_id as id,
        pupil_id,
        end_date,
        end_reason,
        'Home tuition' as tier,
        cast(null as integer) as year_group_at_end,
        sex,
        sen_provision,
        nc_year,
        home_area
    from stg_home_tuition
    where end_date is not null
),

away_again as (
    select distinct ended.id
    from ended
    inner join stg_placements on stg_placements.pupil_id = ended.pupil_id
    where
        ended.tier = '2'
        and stg_placements.tier in ('2', '3')
        and stg_placements.placement_id != ended.id
        and stg_placements.start_date between ended.end_date and ended.end_date + 84
    union
    select distinct ended.id
    from ended
    inner join stg_exclusions on stg_exclusions.pupil_id = ended.pupil_id
    where
        ended.tier = '2'
        and stg_exclusions.is_permanent
        and stg_exclusions.status not in ('withdrawn', 'overturned')
        and stg_exclusions.start_date between ended.end_date and ended.end_date + 84
),

final as (
    select
        days.time_period,
        days.time_identifier,
        ended.*,
        ended.tier = '2' and coalesce(ended.year_group_at_end, 0) >= 11 as tier_2_leaver,
        ended.tier = '2' and coalesce(ended.year_group_at_end, 0) < 11 as could_return,
        away_again.id is not null as away_again
    from ended
    inner join days on days.day = ended.end_date
    left join away_again on away_again.id = ended.id
)

select
    time_period,
    time_identifier,
    home_area as district,
    tier,
    sex,
    sen_provision,
    nc_year,
    pupil_id as child,
    1 as ended,
    cast(end_reason = 'not_known' as integer) as destination_not_known,
    cast(end_reason != 'not_known' as integer) as destination_known,
    cast(end_reason = 'elective_home_education' as integer) as to_home_education,
    cast(end_reason != 'elective_home_education' as integer) as not_to_home_education,
    cast(could_return as integer) as could_return,
    cast(could_return and end_reason = 'returned_to_school' as integer) as returned,
    cast(could_return and end_reason != 'returned_to_school' as integer) as not_returned,
    cast(
        could_return and end_reason = 'returned_to_school' and not away_again as integer
    ) as still_returned,
    cast(
        could_return and not (end_reason = 'returned_to_school' and not away_again) as integer
    ) as not_still_returned,
    cast(tier_2_leaver as integer) as year_11_ended,
    cast(tier_2_leaver and end_reason in ('post_16', 'returned_to_school') as integer)
        as year_11_moved_on,
    cast(tier = '3' as integer) as tier_3_ended,
    cast(tier = '3' and end_reason in ('new_school', 'post_16') as integer) as tier_3_moved_on,
    cast(tier = '3' and end_reason not in ('new_school', 'post_16') as integer)
        as tier_3_not_moved_on
from final
