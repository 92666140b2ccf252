-- Grain: one provider.
create temp table stg_providers as
select
    provider_id,
    provider_name,
    urn,
    setting_type as setting,
    coalesce(area_of_district.area, 'z') as area,
    providers.district,
    framework_from,
    framework_to,
    quality_assured_dates
from providers
left join area_of_district on area_of_district.district = providers.district
