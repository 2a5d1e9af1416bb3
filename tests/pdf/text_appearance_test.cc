#include "pdf/text_appearance.h"

#include <gmock/gmock.h>

#include <thread>

#include "core/child_process.h"
#include "core/error.h"
#include "core/file.h"
#include "pdf/errors.h"
#include "pdf/update_errors.h"
#include "tests/support/minimal_pdf.h"

namespace sohoa::pdf {
namespace {

using ::testing::HasSubstr;

constexpr char kFont[] = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";

class Appearance : public ::testing::Test {
 protected:
  void SetUp() override { core::writeFileAtomically(file_, test::minimalPdf()); }

  void apply(TextAppearance text) {
    IncrementalUpdate update(file_);
    const auto field = update.signatureField("AgencySeal");
    text.width = field->rect.width();
    text.height = field->rect.height();
    const ObjectId form = font_.addText(update, text);
    update.setKey(field->widget, "/AP", "<< /N " + form.reference() + " >>");
    // Viewers paint the appearance of a signature field only when it has a value.
    const ObjectId value = update.reserve();
    update.put(value, "<< /Type /Sig >>");
    update.setKey(field->field, "/V", value.reference());
    const Increment increment = update.build({});
    core::writeFileAtomically(
        file_, core::readText(file_) + std::string(increment.bytes.begin(), increment.bytes.end()));
  }
  std::string run(std::vector<std::string> argv) {
    return core::runChild(argv, {}, std::chrono::seconds(30)).standard_output;
  }
  core::ErrorCode failureOf(TextAppearance text) {
    try {
      apply(std::move(text));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }

  AppearanceFont font_{kFont};
  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "a.pdf";
};

TEST_F(Appearance, CanBeReadBackLetterForLetter) {
  TextAppearance text;
  text.lines = {"BẢN SỐ HOÁ", "ỦY BAN NHÂN DÂN", "2026-11-22T08:30:00+07:00"};
  apply(text);
  EXPECT_EQ(run({"pdftotext", file_, "-"}),
            "BẢN SỐ HOÁ\nỦY BAN NHÂN DÂN\n2026-11-22T08:30:00+07:00\n\n\f");
}

TEST_F(Appearance, EmbedsTheFontAsASubsetWithUnicode) {
  TextAppearance text;
  text.lines = {"Người ký"};
  apply(text);
  EXPECT_THAT(run({"pdffonts", file_}),
              ::testing::ContainsRegex(
                  "[A-Z]{6}\\+LiberationSerif +CID TrueType +Identity-H +yes yes yes"));
}

TEST_F(Appearance, UsesTenPointWhereItFitsAndStartsOrEndsAtTheEdge) {
  const auto edge = [this](TextAppearance::Align align, const char* which) {
    SetUp();
    TextAppearance text;
    text.lines = {"Hà Nội"};
    text.align = align;
    apply(text);
    const std::string box = run({"pdftotext", "-bbox", file_, "-"});
    return std::stod(box.substr(box.find(std::string(which) + "=\"") + 6));
  };
  EXPECT_NEAR(edge(TextAppearance::Align::kLeft, "xMin"), 305 + 2, 0.01);
  SetUp();
  TextAppearance text;
  text.lines = {"Hà"};
  text.align = TextAppearance::Align::kRight;
  apply(text);
  const std::string box = run({"pdftotext", "-bbox", file_, "-"});
  EXPECT_NEAR(std::stod(box.substr(box.find("xMax=\"") + 6)), 565 - 2, 0.5);
  // Line height of the font at 10 pt.
  const double top = std::stod(box.substr(box.find("yMin=\"") + 6));
  const double bottom = std::stod(box.substr(box.find("yMax=\"") + 6));
  EXPECT_NEAR(bottom - top, 11.1, 0.5);
}

TEST_F(Appearance, BreaksLongLinesAtSpacesAndShrinksNoFurtherThanAllowed) {
  TextAppearance text;
  std::string name = "ỦY BAN NHÂN DÂN";
  for (int i = 0; i < 13; ++i) name += " PHƯỜNG THỬ";
  text.lines = {"BẢN SỐ HOÁ", name, "2026-11-22T08:30:00+07:00"};
  apply(text);
  const std::string read = run({"pdftotext", file_, "-"});
  EXPECT_THAT(read, HasSubstr("BẢN SỐ HOÁ\n"));
  EXPECT_GT(std::ranges::count(read, '\n'), 4);
  text.lines.push_back(name);
  text.lines.push_back(name);
  EXPECT_EQ(failureOf(text), kTextDoesNotFit);
}

TEST_F(Appearance, RefusesAWordWiderThanTheField) {
  TextAppearance text;
  text.lines = {std::string(300, 'W')};
  EXPECT_EQ(failureOf(text), kTextDoesNotFit);
}

TEST_F(Appearance, RefusesLettersTheFontLacks) {
  TextAppearance text;
  text.lines = {"漢"};
  EXPECT_EQ(failureOf(text), kMissingGlyph);
}

TEST_F(Appearance, OneFontServesTextsOfTheSameAndOfOtherLetters) {
  for (const char* line : {"Lúc 08:30", "Lúc 17:59", "Ký ngày 22", "Lúc 08:30"}) {
    SetUp();
    TextAppearance text;
    text.lines = {line};
    apply(text);
    EXPECT_EQ(run({"pdftotext", file_, "-"}), std::string(line) + "\n\n\f");
  }
}

TEST_F(Appearance, ThreadsMayShareTheFont) {
  std::vector<std::string> made(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < made.size(); ++i) {
      threads.emplace_back([&, i] {
        IncrementalUpdate update(file_);
        TextAppearance text;
        text.lines = {i % 2 == 0 ? "Sở Tư pháp" : "Phường Thử"};
        text.width = 200;
        text.height = 50;
        static_cast<void>(font_.addText(update, text));
        const auto bytes = update.build({}).bytes;
        made[i].assign(bytes.begin(), bytes.end());
      });
    }
  }
  for (std::size_t i = 2; i < made.size(); ++i) EXPECT_EQ(made[i], made[i - 2]);
  EXPECT_NE(made[0], made[1]);
}

TEST_F(Appearance, HoldsAnEmptyLine) {
  TextAppearance text;
  text.lines = {"", "x"};
  apply(text);
  EXPECT_THAT(run({"pdftotext", file_, "-"}), HasSubstr("x"));
}

}  // namespace
}  // namespace sohoa::pdf
