// The warehouse with its catalogue on a PostgreSQL server.
#include "store/folder_blob_store.h"
#include "store/sql_catalogue.h"
#include "tests/conformance/warehouse_conformance.h"
#include "tests/support/postgres_server.h"
#include "warehouse/embedded_warehouse.h"

namespace sohoa::conformance {
namespace {

class PostgresHouse final : public WarehouseHouse {
 public:
  explicit PostgresHouse(const std::filesystem::path& folder)
      : catalogue_(store::PostgresUrl{test::PostgresServer::shared().databaseOf(folder)}),
        blobs_(folder / "blobs") {}
  core::Warehouse& warehouse() override { return warehouse_; }
  core::Sha256 store(const std::string& pdf) override {
    return blobs_.put(std::vector<std::uint8_t>(pdf.begin(), pdf.end())).id;
  }

 private:
  store::SqlCatalogue catalogue_;
  store::FolderBlobStore blobs_;
  core::SystemClock clock_;
  warehouse::EmbeddedWarehouse warehouse_{catalogue_, blobs_, clock_};
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Postgres, WarehouseConformance,
                         testing::Values(WarehouseMaker{"postgres",
                                                        [](const std::filesystem::path& folder) {
                                                          return std::make_unique<PostgresHouse>(
                                                              folder);
                                                        }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance
