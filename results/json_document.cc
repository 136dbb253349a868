// SPDX-License-Identifier: Apache-2.0
#include "results/json_document.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// How much of the text around a wrong byte a message shows.
constexpr size_t kContextBytes = 16;

// Builds the document from the parser's events, so that limits and duplicate keys are seen while
// the path to them is still known. The member names are those that nlohmann's parser calls.
class DocumentBuilder {
 public:
  DocumentBuilder(std::string_view text, const std::string& source)
      : text_(text), source_(source) {}

  Json TakeDocument() { return std::move(document_); }

  bool null() { return Add(nullptr); }
  bool boolean(bool value) { return Add(value); }
  bool number_integer(Json::number_integer_t value) { return Add(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return Add(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return Add(value); }
  bool string(std::string& value) { return Add(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // JSON text has none

  bool start_object(size_t) { return Open(Json::object()); }
  bool start_array(size_t) { return Open(Json::array()); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }

  bool key(std::string& name) {
    Json& object = *open_.back();
    if (object.contains(name)) {
      Fail(PathToOpenContainer() + ": has the key `" + OneLine(name, kQuotedBytes) + "` twice");
    }
    if (object.size() == kJsonKeyLimit) {
      Fail(PathToOpenContainer() + ": has more than " + std::to_string(kJsonKeyLimit) + " keys");
    }
    slot_ = &object[name];
    return true;
  }

  bool parse_error(size_t position, const std::string& token,
                   const nlohmann::detail::exception& e) {
    constexpr int kNumberOverflow = 406;  // as documented by nlohmann
    if (e.id == kNumberOverflow) {
      Fail(PathToNext() + ": is too large for a number: " + OneLine(token, kQuotedBytes));
    }
    FailSyntax(position);
  }

  // `position` counts the bytes read; the last of them was wrong, or the end.
  [[noreturn]] void FailSyntax(size_t position) const {
    const std::string where = open_.empty() ? "" : " (" + PathToNext() + ")";
    if (position > text_.size()) {
      Fail("not valid JSON at byte " + std::to_string(text_.size() + 1) +
           ": the text ends too early, was it cut off?" + where);
    }
    const size_t begin = position - std::min(position, kContextBytes);
    const std::string_view context = text_.substr(begin, position + kContextBytes - begin);
    Fail("not valid JSON at byte " + std::to_string(position) + ": unexpected `" +
         OneLine(text_.substr(position - 1, 1)) + "` in `" + OneLine(context) + "`" + where);
  }

 private:
  template <typename Value>
  bool Add(Value&& value) {
    *NextSlot() = std::forward<Value>(value);
    return true;
  }

  bool Open(Json container) {
    if (open_.size() == kJsonDepthLimit) {
      Fail("is nested more than " + std::to_string(kJsonDepthLimit) + " deep");
    }
    Json* slot = NextSlot();
    *slot = std::move(container);
    open_.push_back(slot);
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  // Only the innermost open container grows, so that the pointers in open_ stay valid.
  Json* NextSlot() {
    if (open_.empty()) return &document_;
    return open_.back()->is_array() ? &open_.back()->emplace_back() : slot_;
  }

  std::string PathToOpenContainer() const { return PathThrough(open_.size() - 1); }
  std::string PathToNext() const { return PathThrough(open_.size()); }

  // Each open container but the innermost leads on by its last element, which is being filled; the
  // innermost by the element that comes next.
  std::string PathThrough(size_t container_count) const {
    std::string path;
    for (size_t i = 0; i < container_count; ++i) {
      AppendElement(*open_[i], i + 1 == open_.size() ? Element::kNext : Element::kLast, &path);
    }
    return path.empty() ? "the document" : path;
  }

  enum class Element { kLast, kNext };

  // The next element of an object is its last: the parser gives the key before the value.
  static void AppendElement(const Json& container, Element element, std::string* path) {
    if (container.is_array()) {
      const size_t index = element == Element::kNext ? container.size() : container.size() - 1;
      *path += "[" + std::to_string(index) + "]";
    } else if (!container.empty()) {
      if (!path->empty()) *path += ".";
      *path += OneLine(std::prev(container.end()).key(), kQuotedBytes);
    }
  }

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(OneLine(source_) + ": " + what);
  }

  std::string_view text_;
  const std::string& source_;
  Json document_;
  std::vector<Json*> open_;  // the containers being filled, outermost first
  Json* slot_ = nullptr;     // where the value of the last key goes
};

}  // namespace

Json ParseJson(std::string_view text, const std::string& source) {
  DocumentBuilder builder(text, source);
  // The parser takes a NUL for the end and would not see what follows; a file that a crash left
  // half on disk often ends in NULs.
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos) builder.FailSyntax(nul + 1);
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.TakeDocument();
}

std::string QuoteJson(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  return OneLine(value.dump(-1, ' ', false, Json::error_handler_t::replace), kQuotedBytes);
}

}  // namespace attnwatch
