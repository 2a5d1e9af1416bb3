#include <sys/stat.h>

#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;

TEST(Opener, GoesByContentAndNotByName) {
  EXPECT_EQ(slugOfReading({'h', 'e', 'l', 'l', 'o'}), "scan.unknown_format");
  EXPECT_EQ(slugOfReading({}), "scan.empty");
  EXPECT_EQ(slugOfReading(makeJpeg(greyPicture({16, 16}))), "");
}

TEST(Opener, RefusesWhatIsNotAFile) {
  const core::TemporaryFolder folder;
  ScanOpener opener;
  EXPECT_EQ(slugOf([&] { static_cast<void>(opener.open(folder.path(), "x")); }), "scan.not_a_file");
  EXPECT_EQ(slugOf([&] { static_cast<void>(opener.open(folder.path() / "none", "x")); }),
            "scan.unreadable");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(slugOf([&] { static_cast<void>(opener.open(folder.path() / "pipe", "x")); }),
            "scan.not_a_file");
}

TEST(Opener, RefusesPagesThatAreNotThere) {
  const OpenedFile file(makeJpeg(greyPicture({16, 16})));
  EXPECT_EQ(slugOf([&] { static_cast<void>(file->info(1)); }), "core.internal");
  EXPECT_EQ(slugOf([&] { static_cast<void>(file->raster(-1)); }), "core.internal");
}

}  // namespace
}  // namespace sohoa::scan
