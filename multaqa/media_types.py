"""The types of the files people exchange with the platform."""

JSON_TYPE = "application/json"
HTML_TYPE = "text/html"
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"
CALENDAR_TYPE = "text/calendar"
EVENT_STREAM_TYPE = "text/event-stream"
