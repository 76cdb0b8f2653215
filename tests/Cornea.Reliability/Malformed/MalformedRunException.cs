namespace Cornea.Reliability.Malformed;

/// <summary>A reader did what no file may make it do.</summary>
internal sealed class MalformedRunException(string message, Exception? inner) : Exception(message, inner);
