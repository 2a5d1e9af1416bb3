#include "server/spreadsheet.h"

#include <xlsxwriter.h>

#include "core/error.h"
#include "core/file.h"
#include "core/random.h"

namespace sohoa::server {
namespace {

using Sort = pipeline::ReportColumn::Sort;

void require(lxw_error code) {
  if (code != LXW_NO_ERROR) throw core::Error(core::kIo, {.detail = lxw_strerror(code)});
}

// The workbook's own file, gone at the end.
class Draft {
 public:
  explicit Draft(const std::filesystem::path& folder)
      : file_(folder / ("report-" + core::randomHex(8) + ".xlsx")) {}
  ~Draft() {
    std::error_code error;
    std::filesystem::remove(file_, error);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

std::string word(const pipeline::Words& words, core::Language language) {
  return std::string(core::pick(language, words.vi, words.en));
}

void write(lxw_worksheet* sheet, std::size_t row, std::size_t column,
           const pipeline::ReportCell& cell, lxw_format* share) {
  const auto at = static_cast<lxw_row_t>(row);
  const auto beside = static_cast<lxw_col_t>(column);
  if (const auto* text = std::get_if<std::string>(&cell)) {
    require(worksheet_write_string(sheet, at, beside, text->c_str(), nullptr));
  } else if (const auto* count = std::get_if<std::int64_t>(&cell)) {
    require(worksheet_write_number(sheet, at, beside, static_cast<double>(*count), nullptr));
  } else if (const auto* number = std::get_if<double>(&cell)) {
    require(worksheet_write_number(sheet, at, beside, *number, share));
  }
}

void fill(lxw_workbook* book, const pipeline::Report& report, core::Language language) {
  auto* sheet = workbook_add_worksheet(book, nullptr);
  auto* bold = workbook_add_format(book);
  auto* share = workbook_add_format(book);
  if (sheet == nullptr || bold == nullptr || share == nullptr) {
    throw core::Error(core::kOutOfMemory, {});
  }
  format_set_bold(bold);
  format_set_num_format(share, "0.0");
  std::size_t row = 0;
  const auto title = word(report.title, language) + ", " + report.from + " – " + report.until;
  require(worksheet_write_string(sheet, 0, 0, title.c_str(), bold));
  row += 2;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    require(worksheet_write_string(sheet, static_cast<lxw_row_t>(row), column,
                                   word(report.columns[i].title, language).c_str(), bold));
    constexpr double kNarrow = 16;
    constexpr double kWide = 30;
    require(worksheet_set_column(sheet, column, column,
                                 report.columns[i].sort == Sort::kText ? kWide : kNarrow, nullptr));
  }
  for (const auto& cells : report.rows) {
    ++row;
    for (std::size_t i = 0; i < cells.size(); ++i) write(sheet, row, i, cells[i], share);
  }
  ++row;
  for (const auto& note : report.notes) {
    require(worksheet_write_string(sheet, static_cast<lxw_row_t>(++row), 0,
                                   word(note, language).c_str(), nullptr));
  }
}

}  // namespace

std::string spreadsheet(const pipeline::Report& report, core::Language language,
                        const std::filesystem::path& scratch) {
  const Draft draft(scratch);
  auto* book = workbook_new(draft.file().c_str());
  if (book == nullptr) throw core::Error(core::kOutOfMemory, {});
  try {
    fill(book, report, language);
  } catch (...) {
    static_cast<void>(workbook_close(book));  // frees it
    throw;
  }
  require(workbook_close(book));
  return core::readText(draft.file());
}

}  // namespace sohoa::server
