#include "pdf/xref_section.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <vector>

#include "core/error.h"
#include "pdf/update_errors.h"

namespace sohoa::pdf {
namespace {

constexpr std::uint64_t kTailBytes = 2048;
constexpr std::string_view kKeyword = "startxref";
constexpr std::string_view kWhite{" \t\r\n\f\0", 6};

std::string readAt(std::ifstream& in, std::uint64_t offset, std::uint64_t count) {
  std::string text(count, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(text.data(), static_cast<std::streamsize>(count));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::uint64_t readStartxref(const std::string& tail) {
  const std::size_t keyword = tail.rfind(kKeyword);
  if (keyword == std::string::npos) throw core::Error(kUnreadable, {.detail = "no startxref"});
  const std::size_t digits = tail.find_first_not_of(kWhite, keyword + kKeyword.size());
  std::uint64_t value = 0;
  if (digits == std::string::npos ||
      std::from_chars(tail.data() + digits, tail.data() + tail.size(), value).ec != std::errc{}) {
    throw core::Error(kUnreadable, {.detail = "startxref is not followed by a number"});
  }
  return value;
}

// Calls `emit(first, last)` for each run of consecutive object numbers.
template <class Emit>
void forEachRun(const XrefEntries& entries, Emit emit) {
  for (auto first = entries.begin(); first != entries.end();) {
    auto last = first;
    int number = first->first.number;
    while (last != entries.end() && last->first.number == number) {
      ++last;
      ++number;
    }
    emit(first, last, number - first->first.number);
    first = last;
  }
}

void appendBigEndian(std::string& out, std::uint64_t value, unsigned width) {
  for (unsigned i = width; i-- > 0;) out += static_cast<char>(value >> (8U * i) & 0xffU);
}

}  // namespace

XrefEnd readXrefEnd(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) throw core::Error(core::kIo, {.file = file.string(), .detail = "cannot be opened"});
  XrefEnd end;
  end.file_size = static_cast<std::uint64_t>(in.tellg());
  if (!readAt(in, 0, 5).starts_with("%PDF-")) {
    throw core::Error(
        readAt(in, 0, 1024).find("%PDF-") == std::string::npos ? kUnreadable : kUnsupportedXref,
        {.detail = "the header is not at the first byte"});
  }
  const std::uint64_t tail_size = std::min(kTailBytes, end.file_size);
  const std::string tail = readAt(in, end.file_size - tail_size, tail_size);
  end.ends_with_eol = !tail.empty() && (tail.back() == '\n' || tail.back() == '\r');
  end.startxref = readStartxref(tail);
  if (end.startxref >= end.file_size) {
    throw core::Error(kUnreadable, {.detail = "startxref points behind the end"});
  }
  std::string at = readAt(in, end.startxref, 64);
  at.erase(0, at.find_first_not_of(kWhite));
  end.kind = at.starts_with("xref") ? XrefEnd::Kind::kTable : XrefEnd::Kind::kStream;
  return end;
}

std::string xrefTable(const XrefEntries& entries, const std::string& trailer) {
  std::string out = "xref\n";
  forEachRun(entries, [&out](auto first, auto last, int count) {
    out += fmt::format("{} {}\n", first->first.number, count);
    for (; first != last; ++first) {
      out += fmt::format("{:010} {:05} n \n", first->second, first->first.generation);
    }
  });
  return out + "trailer\n<< " + trailer + " >>\n";
}

std::string xrefStream(const XrefEntries& entries, const std::string& trailer, ObjectId self) {
  std::string index;
  std::string rows;
  forEachRun(entries, [&](auto first, auto last, int count) {
    index += fmt::format("{} {} ", first->first.number, count);
    for (; first != last; ++first) {
      rows += '\x01';
      appendBigEndian(rows, first->second, 8);
      appendBigEndian(rows, static_cast<std::uint64_t>(first->first.generation), 2);
    }
  });
  return fmt::format(
      "{} {} obj\n<< /Type /XRef /W [1 8 2] /Index [{}] {} /Length {} >>\nstream\n{}\nendstream\n"
      "endobj\n",
      self.number, self.generation, index, trailer, rows.size(), rows);
}

}  // namespace sohoa::pdf
