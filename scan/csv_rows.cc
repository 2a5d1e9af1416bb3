#include "scan/csv_rows.h"

#include <algorithm>

namespace sohoa::scan {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

char separatorOf(std::string_view text) {
  const auto first = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char separator : {';', '\t'}) {
    const auto count = [&](char c) { return std::count(first.begin(), first.end(), c); };
    if (count(separator) > count(best)) best = separator;
  }
  return best;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), separator_(separatorOf(text)) {}

  std::vector<CsvRow> rows() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      auto row = nextRow();
      if (row.cells.size() == 1 && row.cells.front().empty()) continue;
      if (!rows.empty() && row.cells.size() != rows.front().cells.size()) {
        throw CsvFault(row.line, "not as many cells as the first row");
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  CsvRow nextRow() {
    CsvRow row{line_, {}};
    while (true) {
      row.cells.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted() : plain());
      if (at_ >= text_.size()) return row;
      if (text_[at_] == separator_) {
        ++at_;
        continue;
      }
      endLine();
      return row;
    }
  }

  [[nodiscard]] bool atLineEnd() const {
    return text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
  }

  void endLine() {
    at_ += text_[at_] == '\n' ? 1 : 2;
    ++line_;
  }

  std::string plain() {
    const auto from = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && !atLineEnd()) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  std::string quoted() {
    const auto opened = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (text_.substr(at_, 2) != "\"\"") break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      cell += text_[at_];
    }
    if (at_ >= text_.size()) throw CsvFault(opened, "a quote is not closed");
    ++at_;
    if (at_ < text_.size() && text_[at_] != separator_ && !atLineEnd()) {
      throw CsvFault(line_, "text behind a closing quote");
    }
    return cell;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::vector<CsvRow> csvRows(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return Reader(text).rows();
}

}  // namespace sohoa::scan
