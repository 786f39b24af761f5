package p

import "strings"

// Inefficient for many concatenations
func badConcat(parts []string) string {
	result := ""
	for _, part := range parts {
		result += part // Creates new string each time
	}
	return result
}

// Efficient
func goodConcat(parts []string) string {
	var builder strings.Builder
	for _, part := range parts {
		builder.WriteString(part)
	}
	return builder.String()
}
