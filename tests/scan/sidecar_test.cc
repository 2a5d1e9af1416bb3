#include "scan/sidecar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/file.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

using core::GivenFields;
using testing::HasSubstr;
using testing::Not;

std::string faultOf(std::string_view text, bool is_json) {
  try {
    static_cast<void>(parseSidecar(text, is_json));
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kBadSidecar);
    return error.context().detail;
  }
  return "";
}

TEST(Sidecar, GivesTheFieldsOfItsScan) {
  const GivenFields fields{{"ho_ten", "Trần Thị Mẫu"}, {"ma_ho_so", "H29.12-230319-0170"}};
  EXPECT_EQ(parseSidecar(R"({"ho_ten": " Trần  Thị Mẫu ", "ma_ho_so": "H29.12-230319-0170"})", true)
                .all.fields,
            fields);
  EXPECT_EQ(parseSidecar("ho_ten;ma_ho_so\nTrần Thị Mẫu;H29.12-230319-0170\n", false).all.fields,
            fields);
}

TEST(Sidecar, OfAFolderSaysMoreOfSingleScans) {
  for (const bool is_json : {true, false}) {
    const auto table = parseSidecar(
        is_json ? R"({"ma_ho_so": "1", "files": {"a.pdf": {"ho_ten": "An", "ma_ho_so": "2"}}})"
                : "file,ma_ho_so,ho_ten\n,1,\na.pdf,2,An\n",
        is_json);
    EXPECT_EQ(table.of("x/a.pdf").fields, (GivenFields{{"ho_ten", "An"}, {"ma_ho_so", "2"}}));
    EXPECT_EQ(table.of("x/b.pdf").fields, (GivenFields{{"ma_ho_so", "1"}}));
  }
}

TEST(Sidecar, NamesFilesInEitherUnicodeForm) {
  const auto table = parseSidecar("file,ho_ten\nbe\xCC\x80.pdf,An\n", false);
  EXPECT_EQ(table.of("b\xC3\xA8.pdf").fields.at("ho_ten"), "An");
}

TEST(Sidecar, NamesPagesImagedTwice) {
  const std::vector<int> second{2, 7};
  EXPECT_EQ(parseSidecar(R"({"second_images": "8, 3"})", true).all.second_images, second);
  EXPECT_EQ(parseSidecar("file;second_images\na.pdf;3 8\n", false).of("a.pdf").second_images,
            second);
  for (const char* pages : {"1", "0", "-3", "x", "3 4", "3 3", "3.5", "99999999999"}) {
    const auto fault = faultOf("{\"second_images\": \"" + std::string(pages) + "\"}", true);
    EXPECT_THAT(fault, HasSubstr("second_images")) << pages;
  }
}

TEST(Sidecar, SaysALevelOfSecrecyOrNothingOfIt) {
  EXPECT_EQ(parseSidecar(R"({"do_mat": "tối  mật"})", true).all.fields.at("do_mat"), "TỐI MẬT");
  EXPECT_THAT(faultOf(R"({"do_mat": "không"})", true), HasSubstr("do_mat"));
}

TEST(Sidecar, ThatCannotBeTrustedIsRefusedWithTheReason) {
  EXPECT_THAT(faultOf("{\"ho_ten\": ", true), HasSubstr("no JSON"));
  EXPECT_THAT(faultOf("[1, 2]", true), HasSubstr("an object of fields"));
  EXPECT_THAT(faultOf(R"({"so_dinh_danh": 79090012345})", true),
              HasSubstr("so_dinh_danh: not a text"));
  EXPECT_THAT(faultOf(R"({"ho_ten": "An", "ho_ten": "Ba"})", true),
              HasSubstr("ho_ten: said twice"));
  EXPECT_THAT(faultOf(R"({"x": 1e999})", true), HasSubstr("no JSON that can be held"));
  EXPECT_THAT(faultOf("ho_ten, ho_ten\nAn,Ba\n", false), HasSubstr("two columns"));
  EXPECT_THAT(faultOf(std::string(200, ',') + "\n" + std::string(200, ',') + "\n", false),
              HasSubstr("more columns"));
  EXPECT_THAT(faultOf(R"({"files": []})", true), HasSubstr("files"));
  EXPECT_THAT(faultOf(R"({"ho_ten": "A\u202en"})", true), HasSubstr("ho_ten: control"));
  EXPECT_THAT(faultOf("{\"ho_ten\": \"" + std::string(1001, 'x') + "\"}", true),
              HasSubstr("too long"));
  EXPECT_THAT(faultOf("file,ho_ten\n", false), HasSubstr("a heading and a row"));
  EXPECT_THAT(faultOf("file,ho_ten\na.pdf,An\na.pdf,Ba\n", false), HasSubstr("line 3"));
  EXPECT_THAT(faultOf("ho_ten,ho_ten\nAn,Ba\n", false), HasSubstr("two columns"));
  EXPECT_THAT(faultOf(std::string(std::string::size_type{1} << 21U, ' '), true),
              HasSubstr("1 MiB"));
  EXPECT_THAT(faultOf(std::string(500'000, '['), true), Not(HasSubstr("[")));
}

// A heading that was forgotten: the first person's data must not come into messages.
TEST(Sidecar, NeverShowsAValueInItsFault) {
  const auto fault = faultOf("Trần Thị Mẫu,079090012345\nLê Văn Thử,079090054321\n", false);
  EXPECT_THAT(fault, Not(HasSubstr("Mẫu")));
  EXPECT_THAT(fault, Not(HasSubstr("079")));
  EXPECT_FALSE(fault.empty());
}

TEST(Sidecar, LiesBesideItsScan) {
  const core::TemporaryFolder folder;
  for (const char* name : {"a.pdf", "a.pdf.json", "a.csv", "a.txt", "b.pdf", "metadata.csv"}) {
    std::ofstream(folder.path() / name) << "x";
  }
  const auto at = [&](const char* name) { return folder.path() / name; };
  EXPECT_THAT(sidecarNames(at("a.pdf")), testing::ElementsAre(at("a.pdf.json"), at("a.csv")));
  EXPECT_THAT(sidecarNames(at("b.pdf")), testing::IsEmpty());
  EXPECT_THAT(sidecarNames(at("metadata.pdf")), testing::IsEmpty());
  EXPECT_THAT(listNames(at("a.pdf")), testing::ElementsAre(at("metadata.csv")));
}

TEST(Sidecar, OfAScanWithoutEndingIsFoundOnceAndOneInCapitalsToo) {
  const core::TemporaryFolder folder;
  for (const char* name : {"a", "a.json", "B.PDF", "B.PDF.JSON"}) {
    std::ofstream(folder.path() / name) << "{}";
  }
  const auto at = [&](const char* name) { return folder.path() / name; };
  EXPECT_THAT(sidecarNames(at("a")), testing::ElementsAre(at("a.json")));
  EXPECT_THAT(sidecarNames(at("B.PDF")), testing::ElementsAre(at("B.PDF.JSON")));
  EXPECT_TRUE(readSidecar(at("B.PDF.JSON")).all.empty());
}

}  // namespace
}  // namespace sohoa::scan
