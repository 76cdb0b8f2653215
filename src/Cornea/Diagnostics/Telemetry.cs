using System.Diagnostics;

namespace Cornea.Diagnostics;

/// <summary>
/// The names under which Cornea measures and traces: give them to what collects metrics and traces, such as OpenTelemetry's
/// <c>AddMeter</c> and <c>AddSource</c>. While nobody listens nothing is measured.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meters (<see cref="System.Diagnostics.Metrics.Meter"/>).</summary>
    public const string MeterName = "Cornea";

    /// <summary>The name of the source of activities (<see cref="ActivitySource"/>).</summary>
    public const string ActivitySourceName = "Cornea";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    /// <summary>Starts an activity without making it the current one of the calling thread.</summary>
    internal static Activity? StartDetached(string name)
    {
        if (!Source.HasListeners())
            return null;
        var current = Activity.Current;
        var activity = Source.StartActivity(name);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Ends an activity, on whatever thread, and leaves no trace of it there.</summary>
    internal static void Stop(Activity? activity, string? error = null)
    {
        if (activity is null)
            return;
        if (error is not null)
            activity.SetStatus(ActivityStatusCode.Error, error);
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
