#include "pdf/object_writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite

TEST(Number, HasNoExponentNoTrailingZerosAndNoMinusZero) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(-0.00001), "0");
  EXPECT_EQ(number(1.5), "1.5");
  EXPECT_EQ(number(-12.34567), "-12.3457");
  EXPECT_EQ(number(100), "100");
  EXPECT_EQ(number(100, 0), "100");
  EXPECT_EQ(number(1e9), "1000000000");
}

TEST(ObjectWriter, PointsTheTableAtEveryObject) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  ObjectWriter writer(path);
  const Ref late = writer.allocate();
  const Ref early = writer.object("<< /Early true >>");
  const std::vector<std::uint8_t> big(200'000, 'x');
  static_cast<void>(writer.stream("/Big true", big));
  writer.object(late, "<< /Late true >>");
  writer.finish(early, late);
  const auto text = core::readText(path);
  const auto table = std::stoul(text.substr(text.find("startxref") + 10));
  EXPECT_EQ(text.substr(table, 9), "xref\n0 4\n");
  for (int i = 1; i <= 3; ++i) {
    const auto offset = std::stoul(text.substr(table + 9 + 20 * static_cast<std::size_t>(i), 10));
    EXPECT_EQ(text.substr(offset, 8), std::to_string(i) + " 0 obj\n");
  }
}

TEST(ObjectWriter, CatchesANumberNeverWrittenOrWrittenTwice) {
  const core::TemporaryFolder folder;
  EXPECT_EQ(slugOf([&] {
              ObjectWriter writer(folder.path() / "out.pdf");
              const Ref ref = writer.allocate();
              writer.finish(ref, ref);
            }),
            "core.internal");
  EXPECT_EQ(slugOf([&] {
              ObjectWriter writer(folder.path() / "out.pdf");
              const Ref ref = writer.object("null");
              writer.object(ref, "null");
            }),
            "core.internal");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace sohoa::pdf
