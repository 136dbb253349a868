// SPDX-License-Identifier: Apache-2.0
//
// The few words of SVG and HTML that the reports write.
//
//   "<text>" + EscapeMarkup(label) + "</text>"   // inert, whatever the label holds
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attnwatch {

// For text and for quoted attributes, in XML and in HTML. Control characters, which XML cannot
// hold, become U+FFFD.
std::string EscapeMarkup(std::string_view text);

// At most two decimals and no trailing zeros: drawings compare equal on every machine.
std::string Coordinate(double value);

struct Position {
  double x = 0;
  double y = 0;
};

// The value of a polyline's `points`: "0,10 5.5,7".
std::string PolylinePoints(const std::vector<Position>& positions);

}  // namespace attnwatch
