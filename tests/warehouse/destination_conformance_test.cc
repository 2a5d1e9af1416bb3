#include "tests/conformance/destination_conformance.h"
#include "tests/warehouse/far_houses.h"

namespace sohoa::conformance {
namespace {

using core::RestMapping;
using std::filesystem::path;

template <RestMapping::Body body>
std::unique_ptr<FarHouse> service(const path&) {
  return std::make_unique<warehouse::FarService>(body);
}

INSTANTIATE_TEST_SUITE_P(
    Every, DestinationConformance,
    testing::Values(
        FarHouseMaker{"sohoa", [](const path&) { return std::make_unique<warehouse::FarSohoa>(); }},
        FarHouseMaker{
            "s3",
            [](const path& folder) { return std::make_unique<warehouse::FarBucket>(folder); }},
        FarHouseMaker{"rest_json", service<RestMapping::Body::kJson>},
        FarHouseMaker{"rest_multipart", service<RestMapping::Body::kMultipart>},
        FarHouseMaker{"rest_pdf", service<RestMapping::Body::kPdf>}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace sohoa::conformance
