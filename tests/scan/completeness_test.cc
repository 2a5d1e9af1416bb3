#include "scan/completeness.h"

#include <gtest/gtest.h>

#include "core/file.h"

namespace sohoa::scan {
namespace {

using namespace std::string_literals;

class LooksWhole : public ::testing::Test {
 protected:
  bool whole(const std::string& bytes) {
    const auto file = folder_.path() / "x";
    core::writeFileAtomically(file, bytes);
    return looksWhole(file);
  }
  core::TemporaryFolder folder_;
};

TEST_F(LooksWhole, WhenTheEndOfItsKindIsThere) {
  EXPECT_TRUE(whole("%PDF-1.7\n...\n%%EOF\n\n\n"));
  EXPECT_TRUE(whole("\xff\xd8\xff\xe0....\xff\xd9"));
  EXPECT_TRUE(whole("\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82"));
  EXPECT_TRUE(whole("II*\0\x08\0\0\0\x01\0"s));
  EXPECT_TRUE(whole("MM\0*\0\0\0\x08\0\x01"s));
  EXPECT_TRUE(whole("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0....."s));
}

TEST_F(LooksWhole, NotWhenItStopsBeforeItsEnd) {
  EXPECT_FALSE(whole("%PDF-1.7\n1 0 obj"));
  EXPECT_FALSE(whole("\xff\xd8\xff\xe0...."));
  EXPECT_FALSE(whole("\x89PNG\r\n\x1a\n...."));
  EXPECT_FALSE(whole("II*\0\x80\0\0\0\x01\0"s));
  EXPECT_FALSE(whole("II*\0"s));
  EXPECT_FALSE(whole("II*\0\0\0\0\0...."s));
  EXPECT_FALSE(whole("II+\0\x08\0\0\0\x10"s));
  EXPECT_FALSE(whole("MM\0+\0\x08\0\0\xff\xff\xff\xff\xff\xff\xff\xff"s));
}

TEST_F(LooksWhole, AlwaysForKindsWithoutAnEnd) { EXPECT_TRUE(whole("anything")); }

TEST_F(LooksWhole, NeverWhenEmptyOrMissing) {
  EXPECT_FALSE(whole(""));
  EXPECT_FALSE(looksWhole(folder_.path() / "none"));
}

}  // namespace
}  // namespace sohoa::scan
