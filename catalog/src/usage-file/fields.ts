// The columns that a usage file may have, and the names under which they are exported. Names are in the folded form of `foldName`.

interface FieldDefinition {
  /** What the column holds, for people. */
  title: string
  /** Known names. The first that a file has is read. */
  names: readonly string[]
}

const field = (title: string, names: string): FieldDefinition => ({ title, names: names.trim().split(/\s+/) })

/**
 * Names from the exports of OpenRouter (activity, generations), OpenAI (usage), Anthropic (console, admin API), Langfuse, LiteLLM (spend
 * logs), Helicone and ccusage, and plain ones.
 */
export const FIELDS = {
  id: field('id of the call', 'id requestid generationid callid spanid responseid customid'),
  model: field(
    'model',
    `model modelname modelpermaslug modelslug providedmodelname responsemodel requestmodel modelversion snapshotid modelgroup modelid
    llm llmmodel`,
  ),
  variant: field('variant of the model, such as free', 'variant modelvariant'),
  provider: field('author of a model whose name has none', 'customllmprovider modelprovider llmprovider provider'),
  at: field(
    'time of the call',
    `at createdat requestcreatedat timestamp starttime startedat startingat requesttime datetime time created createtime calledat
    bucketstarttime starttimeiso usagedateutc usagedate dateutc date day`,
  ),
  input: field(
    'input tokens, with cached ones',
    `nativetokensprompt prompttokens tokensprompt inputtokens tokensinput tokensin inputtokencount prompttokencount
    ncontexttokenstotal inputusage totalinputtokens totalprompttokens`,
  ),
  uncached_input: field(
    'input tokens, without cached ones',
    'uncachedinputtokens inputuncachedtokens usageinputtokensnocache inputtokensnocache inputtokensuncached noncachedinputtokens',
  ),
  cached: field(
    'tokens read from the cache',
    `nativetokenscached cachedtokens tokenscached inputcachedtokens cachedinputtokens promptcachedtokens cachedprompttokens
    ncachedcontexttokenstotal cachereadinputtokens cachereadtokens inputcachereadtokens usageinputtokenscacheread
    inputtokenscacheread promptcachereadtokens prompttokensdetailscachedtokens inputtokensdetailscachedtokens
    promptcachehittokens cachedcontenttokencount tokenscacheread`,
  ),
  cache_write: field(
    'tokens written to the cache',
    `usageinputtokenscachewrite5m inputtokenscachewrite5m cachewrite5mtokens ephemeral5minputtokens
    cachecreationephemeral5minputtokens prompttokensdetailscachewritetokens cachewritetokens cachecreationinputtokens cachecreationtokens cachewriteinputtokens inputcachewritetokens inputcachecreationtokens
    promptcachewritetokens tokenscachewrite`,
  ),
  cache_write_1h: field(
    'tokens written to the one-hour cache',
    `cachewrite1htokens usageinputtokenscachewrite1h inputtokenscachewrite1h ephemeral1hinputtokens
    cachecreationephemeral1hinputtokens`,
  ),
  audio_input: field(
    'audio input tokens',
    'audioinputtokens inputaudiotokens promptaudiotokens prompttokensdetailsaudiotokens inputtokensdetailsaudiotokens',
  ),
  output: field(
    'output tokens, with reasoning',
    `nativetokenscompletion completiontokens tokenscompletion outputtokens tokensoutput tokensout outputtokencount
    candidatestokencount ngeneratedtokenstotal outputusage usageoutputtokens totaloutputtokens totalcompletiontokens`,
  ),
  reasoning: field(
    'reasoning tokens',
    `nativetokensreasoning reasoningtokens tokensreasoning outputreasoningtokens completiontokensdetailsreasoningtokens
    outputtokensdetailsreasoningtokens thoughtstokencount thinkingtokens`,
  ),
  audio_output: field(
    'audio output tokens',
    `audiooutputtokens outputaudiotokens completionaudiotokens completiontokensdetailsaudiotokens
    outputtokensdetailsaudiotokens`,
  ),
  image_output: field(
    'output image tokens',
    'imageoutputtokens outputimagetokens nativetokenscompletionimages completiontokensdetailsimagetokens',
  ),
  images: field('input images', 'images inputimages'),
  requests: field(
    'number of requests',
    'requests numrequests nrequests nummodelrequests requestcount numberofrequests',
  ),
  web_searches: field('web searches', 'websearches websearchcount websearchrequests servertoolusewebsearchrequests'),
  total: field('all tokens', 'totaltokens tokenstotal totalusage totaltokencount'),
  cost: field(
    'cost by another tool, in USD',
    `cost costtotal totalcost costusd totalcostusd spend responsecost calculatedtotalcost reportedcost estimatedcost usage`,
  ),
  usage: field('usage object', 'usage usagedetails usagemetadata'),
} as const satisfies Record<string, FieldDefinition>

export type Field = keyof typeof FIELDS
export const FIELD_NAMES = Object.keys(FIELDS) as Field[]

/** The columns of a file, by what they hold. */
export type Columns = Readonly<Partial<Record<Field, string>>>

/** Case, blanks, punctuation and camel case make no difference. */
export function foldName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** The file as a whole cannot be read. The message names what is wrong and what would be right. */
export class UsageFileError extends Error {
  override readonly name = 'UsageFileError'
  readonly code: 'invalid_file' | 'unknown_column' | 'missing_column'
  constructor(code: UsageFileError['code'], message: string) {
    super(message)
    this.code = code
  }
}
