#include "tests/conformance/blob_store_conformance.h"
#include "tests/support/s3_house.h"

namespace sohoa::conformance {
namespace {

BlobStoreMaker maker(const std::string& name, bool virtual_host, std::uint64_t part_size) {
  return {name,
          [=](const std::filesystem::path& folder) {
            auto options = test::optionsFor(folder);
            options.place.virtual_host = virtual_host;
            if (virtual_host)
              options.place.endpoint = test::S3Server::shared().endpoint("localhost");
            options.part_size = part_size;
            return test::openS3(options);
          },
          10};
}

const auto kNameOf = [](const auto& maker) { return maker.param.name; };

INSTANTIATE_TEST_SUITE_P(S3, BlobStoreConformance,
                         testing::Values(maker("in_the_path", false, 16U << 20U),
                                         maker("in_the_host", true, 16U << 20U),
                                         maker("in_parts", false, 1U << 20U)),
                         kNameOf);
INSTANTIATE_TEST_SUITE_P(S3, BlobStoreProcessConformance,
                         testing::Values(maker("in_the_path", false, 16U << 20U)), kNameOf);

}  // namespace
}  // namespace sohoa::conformance
