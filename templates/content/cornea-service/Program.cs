// A web service that reads digits.
//
//   dotnet run -c Release                                       trains on its first start, then loads the model it saved
//   curl http://localhost:5000/sample > digit.json              a test digit: {"pixels":[784 numbers from 0 to 255]}
//   curl -H "Content-Type: application/json" -d @digit.json http://localhost:5000/predict
//
// Put another model in the place of digits.keras, and it takes over without a restart; /ready says which one answers.

using Cornea.Hosting;
using CorneaService1;

const string file = "digits.keras";
if (!File.Exists(file))
    DigitModel.Train(file);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
builder.Services.AddCorneaModel("digits", file);
// 784 numbers need a few kilobytes.
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 64 * 1024);

var app = builder.Build();
// Too many requests at once, or one before the model is warm, become 503 with Retry-After.
app.UseExceptionHandler();
app.MapGet("/health", () => Results.Ok());
app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
app.MapGet("/sample", () => new DigitRequest(DigitModel.SamplePixels()));
app.MapPost("/predict", async (DigitRequest request, CorneaModel model, CancellationToken cancellation) =>
{
    if (request.Problem() is { } problem)
        return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
    var samples = Array.ConvertAll(request.Pixels!, pixel => pixel / 255f);
    var answer = await model.PredictAsync(samples, cancellation);
    return Results.Ok(new DigitResponse(Array.IndexOf(answer.Values, answer.Values.Max()), answer.Values, answer.Version));
});
app.Run();
