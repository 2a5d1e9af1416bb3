#include "warehouse/embedded_warehouse.h"

#include "store/folder_blob_store.h"
#include "store/sql_catalogue.h"
#include "tests/conformance/warehouse_conformance.h"

namespace sohoa::conformance {
namespace {

class EmbeddedHouse final : public WarehouseHouse {
 public:
  explicit EmbeddedHouse(const std::filesystem::path& folder)
      : catalogue(folder / "warehouse.db"), blobs(folder / "blobs") {}
  core::Warehouse& warehouse() override { return warehouse_; }
  core::Sha256 store(const std::string& pdf) override {
    return blobs.put(std::vector<std::uint8_t>(pdf.begin(), pdf.end())).id;
  }

  store::SqlCatalogue catalogue;
  store::FolderBlobStore blobs;

 private:
  core::SystemClock clock_;
  warehouse::EmbeddedWarehouse warehouse_{catalogue, blobs, clock_};
};

class Scrub : public testing::Test {
 protected:
  void deliver(const std::string& id) {
    core::SignedCopy copy;
    copy.id = id;
    copy.content = house_.store("%PDF of " + id);
    static_cast<void>(house_.warehouse().deliver(copy));
  }
  void damage(const std::string& id) {
    const auto file = house_.blobs.localFile(house_.warehouse().find(id)->content);
    std::filesystem::remove(file);
    core::writeFileAtomically(file, std::string_view("%PDF 0f " + id));
  }

  core::TemporaryFolder folder_;
  EmbeddedHouse house_{folder_.path()};
};

TEST_F(Scrub, ADamagedCopyIsNotFetchedAndTheTargetStaysAsItWas) {
  deliver("bad");
  damage("bad");
  const auto out = folder_.path() / "out.pdf";
  core::writeFileAtomically(out, std::string_view("before"));
  try {
    house_.warehouse().fetch("bad", out);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), core::kBlobDamaged);
  }
  EXPECT_EQ(core::readText(out), "before");
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Embedded, WarehouseConformance,
                         testing::Values(WarehouseMaker{"sqlite",
                                                        [](const std::filesystem::path& folder) {
                                                          return std::make_unique<EmbeddedHouse>(
                                                              folder);
                                                        }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance
