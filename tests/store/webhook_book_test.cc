#include "store/sql_webhook_book.h"

#include "tests/conformance/webhook_book_conformance.h"
#include "tests/support/reversing_box.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, WebhookBookConformance,
                         testing::Values(WebhookBookMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWebhookBook>(folder / "a.db");
                             }}));

TEST(WebhookSecrets, LieInTheStoreSealed) {
  const core::TemporaryFolder folder;
  const test::ReversingBox box;
  const auto open = [&](const core::SecretBox* with) {
    return store::SqlWebhookBook(folder.path() / "a.db", std::chrono::seconds(10), with);
  };
  open(&box).add({.id = "w1", .owner = "x", .unit = "p01", .secret = "c2VjcmV0"});
  open(nullptr).add({.id = "w2", .owner = "x", .unit = "p01", .secret = "b3Blbg=="});
  EXPECT_EQ(open(nullptr).find("w1")->secret, "sealed:webhook w1|0VmcjV2c");
  EXPECT_EQ(open(&box).find("w1")->secret, "c2VjcmV0");
  EXPECT_EQ(open(&box).find("w2")->secret, "b3Blbg==");
  EXPECT_TRUE(open(nullptr).find("w2")->secret.starts_with(core::kSealed));
}

}  // namespace sohoa::conformance
