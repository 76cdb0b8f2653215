namespace Cornea.Terminal;

/// <summary>A column of a table: its head, where its texts stand and the cells they may fill.</summary>
internal readonly record struct TableColumn(string Head, TextAlignment Alignment, int Width);
