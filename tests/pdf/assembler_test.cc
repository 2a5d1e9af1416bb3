#include "pdf/assembler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "pdf/errors.h"
#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite
using ::testing::HasSubstr;

class Assembler : public ::testing::Test {
 protected:
  std::filesystem::path assemble(const core::CopySpec& spec, const std::string& name = "out.pdf") {
    const auto path = folder_.path() / name;
    PdfAssembler().assemble(spec, path);
    return path;
  }

  static QPDFObjectHandle firstPage(QPDF& pdf) {
    return QPDFPageDocumentHelper(pdf).getAllPages().at(0).getObjectHandle();
  }

  core::TemporaryFolder folder_;
};

TEST_F(Assembler, WritesAFileThatQpdfFindsNothingWrongWith) {
  auto first = page(greyImage({200, 300}, 10), 72);
  first.result.blocks = {block({line("CỘNG HÒA XÃ HỘI", 20, 40, 12, 6)})};
  const auto path = assemble(spec({first, page(greyImage({100, 100}, 5), 72)}));
  const auto check = run({"qpdf", "--check", path.string()});
  EXPECT_EQ(check.exit_code, 0) << check.standard_output << check.standard_error;
}

TEST_F(Assembler, GivesTheSameBytesForTheSameSpec) {
  auto first = page(greyImage({200, 300}, 10), 72);
  first.result.blocks = {block({line("Độc lập - Tự do", 20, 40, 12, 6)})};
  const auto one = core::readFile(assemble(spec({first}), "one.pdf"));
  const auto two = core::readFile(assemble(spec({first}), "two.pdf"));
  EXPECT_EQ(one, two);
  auto other = spec({first});
  other.title = "Công văn";
  EXPECT_NE(one, core::readFile(assemble(other, "three.pdf")));
}

TEST_F(Assembler, HasOneRevisionWithOneContiguousTable) {
  const auto text = core::readText(assemble(spec({page(greyImage({200, 300}, 10), 72)})));
  EXPECT_EQ(text.substr(0, 9), "%PDF-1.7\n");
  for (const std::string_view once : {"\nxref\n", "startxref", "%%EOF", "trailer"}) {
    const auto at = text.find(once);
    ASSERT_NE(at, std::string::npos) << once;
    EXPECT_EQ(text.find(once, at + 1), at == text.rfind(once) ? std::string::npos : at) << once;
  }
  EXPECT_EQ(text.substr(text.size() - 6), "%%EOF\n");
  EXPECT_EQ(text.find("/ObjStm"), std::string::npos);
  EXPECT_EQ(text.find("NeedAppearances"), std::string::npos);
  EXPECT_EQ(text.find("/MarkInfo"), std::string::npos);
  EXPECT_EQ(text.find("\n0 ", text.find("\nxref\n")), text.find("\nxref\n") + 5);
}

TEST_F(Assembler, PutsTwoEmptySignatureFieldsAboveTheFirstPage) {
  QPDF pdf;
  pdf.processFile(
      assemble(spec({page(greyImage({600, 800}, 10), 72), page(greyImage({600, 800}, 10), 72)}))
          .c_str());
  auto form = pdf.getRoot().getKey("/AcroForm");
  ASSERT_TRUE(form.isIndirect());
  EXPECT_EQ(form.getKey("/SigFlags").getIntValueAsInt(), 3);
  auto fields = form.getKey("/Fields");
  ASSERT_TRUE(fields.isIndirect());
  ASSERT_EQ(fields.getArrayNItems(), 2);
  auto first = firstPage(pdf);
  auto annotations = first.getKey("/Annots");
  ASSERT_EQ(annotations.getArrayNItems(), 2);
  const std::array<std::string, 2> names{"CompetentPerson", "AgencySeal"};
  const std::array<double, 2> lefts{21, 309};
  for (int i = 0; i < 2; ++i) {
    const auto at = static_cast<std::size_t>(i);
    auto field = fields.getArrayItem(i);
    EXPECT_EQ(field.getObjGen(), annotations.getArrayItem(i).getObjGen());
    EXPECT_EQ(field.getKey("/T").getStringValue(), names[at]);
    EXPECT_EQ(field.getKey("/FT").getName(), "/Sig");
    EXPECT_EQ(field.getKey("/Subtype").getName(), "/Widget");
    EXPECT_EQ(field.getKey("/F").getIntValueAsInt(), 132);
    EXPECT_EQ(field.getKey("/P").getObjGen(), first.getObjGen());
    EXPECT_FALSE(field.hasKey("/V"));
    EXPECT_TRUE(field.getKey("/AP").getKey("/N").isStream());
    const auto rect = field.getKey("/Rect").getArrayAsRectangle();
    EXPECT_NEAR(rect.llx, lefts[at], 0.01);
    EXPECT_NEAR(rect.urx - rect.llx, 270, 0.01);
    EXPECT_GT(rect.lly, 800);
    EXPECT_LT(rect.ury, 846);
  }
  EXPECT_NEAR(first.getKey("/MediaBox").getArrayAsRectangle().ury, 846, 0.01);
  auto second = QPDFPageDocumentHelper(pdf).getAllPages().at(1).getObjectHandle();
  EXPECT_NEAR(second.getKey("/MediaBox").getArrayAsRectangle().ury, 800, 0.01);
  EXPECT_FALSE(second.hasKey("/Annots"));
}

TEST_F(Assembler, LaysFieldsAndCodeWhereThePolicyPutsThem) {
  auto copy = spec({page(greyImage({600, 800}, 10), 72)});
  copy.appearance.band_height = 84;
  copy.appearance.code_side = 60;
  copy.appearance.code_left = 0.1;
  copy.appearance.person.left = 0.25;
  copy.code = {{0, 0, 1, 0.5}};
  QPDF pdf;
  pdf.processFile(assemble(copy).c_str());
  auto first = firstPage(pdf);
  const auto rect = first.getKey("/Annots").getArrayItem(0).getKey("/Rect").getArrayAsRectangle();
  EXPECT_NEAR(rect.llx, 150, 0.01);
  EXPECT_NEAR(rect.ury, 881, 0.01);
  const auto content = first.getKey("/Contents").getStreamData();
  const std::string drawn(reinterpret_cast<const char*>(content->getBuffer()), content->getSize());
  EXPECT_THAT(drawn, HasSubstr("60 842 60 30 re"));
}

TEST_F(Assembler, DrawsNoCodeWhereThePolicyHasNoRoomForIt) {
  auto copy = spec({page(greyImage({600, 800}, 10), 72)});
  copy.code = {{0, 0, 1, 1}};
  QPDF pdf;
  pdf.processFile(assemble(copy).c_str());
  const auto content = firstPage(pdf).getKey("/Contents").getStreamData();
  const std::string drawn(reinterpret_cast<const char*>(content->getBuffer()), content->getSize());
  EXPECT_EQ(drawn.find(" re"), std::string::npos);
}

TEST_F(Assembler, StatesWhatItIsInCatalogInfoAndXmp) {
  QPDF pdf;
  pdf.processFile(assemble(spec({page(greyImage({200, 300}, 10), 72)})).c_str());
  auto root = pdf.getRoot();
  EXPECT_EQ(root.getKey("/Lang").getUTF8Value(), "vi");
  EXPECT_TRUE(root.getKey("/ViewerPreferences").getKey("/DisplayDocTitle").getBoolValue());
  EXPECT_TRUE(root.getKey("/Extensions").hasKey("/ESIC"));
  auto intent = root.getKey("/OutputIntents").getArrayItem(0);
  EXPECT_EQ(intent.getKey("/S").getName(), "/GTS_PDFA1");
  EXPECT_EQ(intent.getKey("/DestOutputProfile").getDict().getKey("/N").getIntValueAsInt(), 3);
  auto info = pdf.getTrailer().getKey("/Info");
  EXPECT_EQ(info.getKey("/Title").getUTF8Value(), "Quyết định <125> & (phụ lục)");
  EXPECT_EQ(info.getKey("/CreationDate").getUTF8Value(), "D:20261122083000+07'00'");
  const auto data = root.getKey("/Metadata").getStreamData();
  const std::string xmp(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  EXPECT_THAT(xmp, HasSubstr("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U<"));
  EXPECT_THAT(xmp, HasSubstr("Quyết định &lt;125&gt; &amp; (phụ lục)"));
  EXPECT_THAT(xmp, HasSubstr("<xmp:CreateDate>2026-11-22T08:30:00+07:00</xmp:CreateDate>"));
  EXPECT_THAT(xmp, HasSubstr("sha256:" + core::sha256(std::string_view("master")).hex()));
  EXPECT_THAT(xmp, HasSubstr("<sohoa:PageCount>1</sohoa:PageCount>"));
}

TEST_F(Assembler, AddsLittleToTheImages) {
  std::vector<core::CopySpec::Page> pages;
  for (int i = 0; i < 20; ++i) {
    auto each = page(greyImage({1654, 2339}, 10), 200);
    std::vector<core::Line> lines;
    for (int n = 0; n < 45; ++n) {
      lines.push_back(line("Căn cứ Nghị định số 774/2021/NĐ-CP ngày 02 tháng 12 năm 2021 của", 150,
                           200 + 45 * n, 32, 18));
    }
    each.result.blocks = {block(lines)};
    each.image.bytes.resize(each.image.bytes.size() + 50000, 7);  // past the end of the zlib stream
    pages.push_back(each);
  }
  std::size_t images = 0;
  for (const auto& each : pages) images += each.image.bytes.size();
  const auto size = std::filesystem::file_size(assemble(spec(pages)));
  EXPECT_LE(size, images * 105 / 100 + 40000U * pages.size());
  EXPECT_LE(size - images, 8000U * pages.size());
}

TEST_F(Assembler, AsksForEachPageOnceAndInOrder) {
  std::vector<int> asked;
  auto each = spec({page(greyImage({50, 50}, 1), 72), page(greyImage({50, 50}, 1), 72)});
  each.page = [&, inner = each.page](int i) {
    asked.push_back(i);
    return inner(i);
  };
  static_cast<void>(assemble(each));
  EXPECT_EQ(asked, (std::vector<int>{0, 1}));
}

TEST_F(Assembler, LeavesNothingBehindWhenAPageFails) {
  auto each = spec({page(greyImage({50, 50}, 1), 72)});
  each.page_count = 2;
  each.page = [inner = each.page](int i) -> core::CopySpec::Page {
    if (i == 1) throw core::Error(core::kTimedOut, {.detail = "page source"});
    return inner(i);
  };
  EXPECT_EQ(slugOf([&] { static_cast<void>(assemble(each)); }), "core.timed_out");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Assembler, NamesThePageThatCannotBeTaken) {
  auto bad = page(greyImage({50, 50}, 1), 72);
  bad.result.geometry.master = {51, 50};
  try {
    static_cast<void>(assemble(spec({page(greyImage({50, 50}, 1), 72), bad})));
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code().slug, kBadImage.slug);
    EXPECT_EQ(error.context().page, 1);
  }
}

TEST_F(Assembler, RefusesPagesOfImpossibleSize) {
  for (const double dpi : {0.0, -72.0, 1e-9, 1.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(slugOf([&] {
                static_cast<void>(assemble(spec({page(greyImage({600, 800}, 1), dpi)})));
              }),
              "pdf.bad_page")
        << dpi;
  }
  auto stretched = page(greyImage({600, 800}, 1), 72);
  stretched.result.geometry.resolution = {1e12, 72};
  EXPECT_EQ(slugOf([&] { static_cast<void>(assemble(spec({stretched}))); }), "pdf.bad_page");
}

TEST_F(Assembler, TakesTheSmallestPage) {
  const auto path = assemble(spec({page(greyImage({1, 1}, 0), 600)}));
  EXPECT_EQ(run({"qpdf", "--check", path.string()}).exit_code, 0);
}

TEST_F(Assembler, RefusesACopyWithoutPagesAndABandThatCannotHoldASignature) {
  EXPECT_EQ(slugOf([&] { static_cast<void>(assemble(spec({}))); }), "core.internal");
  for (const double height : {0.0, 19.0, 201.0, std::numeric_limits<double>::quiet_NaN()}) {
    auto copy = spec({page(greyImage({8, 8}, 0), 600)});
    copy.appearance.band_height = height;
    EXPECT_EQ(slugOf([&] { static_cast<void>(assemble(copy)); }), "core.bad_settings");
  }
}

TEST_F(Assembler, ReportsAFolderItCannotWriteTo) {
  EXPECT_EQ(slugOf([&] {
              PdfAssembler().assemble(spec({page(greyImage({50, 50}, 1), 72)}),
                                      folder_.path() / "missing" / "out.pdf");
            }),
            "core.io");
}

TEST_F(Assembler, KeepsTheImageBytesAsTheyAre) {
  auto only = page(greyImage({200, 300}, 10), 72);
  QPDF pdf;
  pdf.processFile(assemble(spec({only})).c_str());
  auto image = firstPage(pdf).getKey("/Resources").getKey("/XObject").getKey("/Im0");
  const auto raw = image.getRawStreamData();
  EXPECT_EQ(std::vector<std::uint8_t>(raw->getBuffer(), raw->getBuffer() + raw->getSize()),
            only.image.bytes);
}

}  // namespace
}  // namespace sohoa::pdf
