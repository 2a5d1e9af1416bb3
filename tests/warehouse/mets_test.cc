#include "warehouse/mets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::warehouse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

core::Package package() {
  core::Package out;
  out.id = "lo-1";
  out.unit_id = "p01";
  out.unit_name = "UBND <phường> & \"xã\"";
  core::PackageMaster master;
  master.name = "a\x01<b>.jpg";
  master.case_file = "HS 1";
  master.page_count = 2;
  master.master = {"masters/a 100%.jpg", "image/jpeg", core::sha256("a"), 1};
  master.text = {"alto/1.xml", "application/xml", core::sha256("b"), 1};
  out.masters.push_back(master);
  return out;
}

TEST(Mets, NamesAreEscapedAndWhatXmlCannotCarryIsLeftOut) {
  const auto text = metsText(package());
  EXPECT_THAT(text, HasSubstr("UBND &lt;phường&gt; &amp; &quot;xã&quot;"));
  EXPECT_THAT(text, HasSubstr("<premis:originalName>a&lt;b&gt;.jpg</premis:originalName>"));
}

TEST(Mets, PathsAreUris) {
  EXPECT_THAT(metsText(package()), HasSubstr("xlink:href=\"masters/a%20100%25.jpg\""));
}

TEST(Mets, ThereIsNoEmptyGroupOfCopies) {
  EXPECT_THAT(metsText(package()), Not(HasSubstr("USE=\"COPY\"")));
}

TEST(Mets, TheSamePackageGivesTheSameText) { EXPECT_EQ(metsText(package()), metsText(package())); }

}  // namespace
}  // namespace sohoa::warehouse
